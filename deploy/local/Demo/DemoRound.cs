using System.Globalization;

namespace SnsOps.Local.Demo;

/// <summary>The posts of one round: what goes out, where, and how many seconds after the round begins.</summary>
internal static class DemoRound
{
    /// <summary>The round that begins at this local time. The time stands in each text: a platform refuses to say the same thing twice.</summary>
    internal static IReadOnlyList<DemoPost> At(DateTimeOffset localTime)
    {
        var now = localTime.ToString("M월 d일 HH:mm:ss", CultureInfo.InvariantCulture);
        return
        [
            new(15, DemoCast.Cafe, "오늘의 원두", $"☕ 오늘의 원두는 에티오피아 예가체프입니다. 꽃향과 귤의 산미를 즐겨 보세요. ({now})",
                [Facebook(DemoCast.Cafe)]),
            new(25, DemoCast.Cafe, "라떼 사진", $"부드러운 우유 거품 위에 그린 하트 하나 🤍 성수점에서 기다릴게요. ({now}) #온기카페 #성수카페 #라떼아트",
                [Instagram(DemoCast.Cafe)], Media: "latte.jpg"),
            new(35, DemoCast.Clinic, "미소 상담", $"환하게 웃는 하루를 응원합니다 😊 이번 주 무료 구강 검진을 예약하세요. ({now})",
                [Facebook(DemoCast.Clinic)], Media: "smile.jpg"),
            new(45, DemoCast.Clinic, "양치 습관", $"하루 세 번, 3분! 작은 습관이 건강한 미소를 만듭니다. ({now}) #서울숲치과 #양치습관",
                [Instagram(DemoCast.Clinic)], Media: "smile.jpg"),
            new(60, DemoCast.Cafe, "서울숲 산책", $"서울숲 산책길에 따뜻한 커피 한 잔 어떠세요? 🌳 텀블러를 가져오시면 500원 할인! ({now}) #서울숲 #온기카페",
                [Instagram(DemoCast.Cafe), Facebook(DemoCast.Cafe)], Media: "seoul-forest.jpg"),
            new(75, DemoCast.Cafe, "로스터리 소식", $"갓 볶은 원두를 로스터리에서 만나 보세요. ({now}) #온기로스터리",
                [DemoCast.Cafe.Accounts.Single(account => !account.MayPublish)], Media: "latte.jpg"),
            new(90, DemoCast.Clinic, "진료 안내", $"🦷 토요일에도 오후 3시까지 진료합니다. 자세한 안내는 링크에서 확인하세요. ({now})",
                [Facebook(DemoCast.Clinic)], Link: "https://clinic.snsops.example/hours"),
            new(110, DemoCast.Cafe, "마감 인사", $"오늘도 찾아 주셔서 고맙습니다. 내일은 오전 8시에 문을 엽니다. ({now})",
                [Facebook(DemoCast.Cafe)]),
        ];
    }

    private static DemoAccount Instagram(DemoClient client) => client.Accounts.First(account => account.Platform == "instagram");

    private static DemoAccount Facebook(DemoClient client) => client.Accounts.First(account => account.Platform == "facebook");
}

/// <summary>One content of a round.</summary>
/// <param name="AfterSeconds">When it is due, counted from the round's begin.</param>
/// <param name="Client">Whose it is.</param>
/// <param name="Title">For staff.</param>
/// <param name="Body">What people read.</param>
/// <param name="Accounts">Where it goes.</param>
/// <param name="Media">One of the demo's pictures.</param>
/// <param name="Link">For a link post.</param>
internal sealed record DemoPost(
    int AfterSeconds, DemoClient Client, string Title, string Body, DemoAccount[] Accounts, string? Media = null, string? Link = null);
