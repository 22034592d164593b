using System.Text;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Unit.Sentiment;

/// <summary>The model that comes with the program, on sentences written for this test: none of them is in severity.tsv.</summary>
public sealed class ShippedModelTests(ShippedModelTests.Shipped shipped) : IClassFixture<ShippedModelTests.Shipped>
{
    [Theory]
    [InlineData("라떼가 정말 부드럽고 맛있어요 또 들를게요")]
    [InlineData("직원분들이 친절해서 기분 좋게 쉬다 왔습니다")]
    [InlineData("분위기 최고예요 사진도 예쁘게 나와요")]
    [InlineData("치과가 무서웠는데 원장님이 다정하게 설명해 주셔서 감사했어요")]
    [InlineData("여기 케이크 진짜 맛있다 강추합니다")]
    [InlineData("스케일링 하나도 안 아프고 너무 만족해요")]
    [InlineData("사장님 늘 감사합니다 번창하세요")]
    [InlineData("고소하고 담백한 쿠키 완전 제 취향이에요")]
    [InlineData("사기급 비주얼 너무 예뻐요 ㅎㅎ")]
    [InlineData("오랜만에 감동받은 서비스였어요 최고")]
    [InlineData("완전 좋아요 👍👍")]
    [InlineData("향이 너무 좋아서 재구매했어요")]
    public void Praise_is_positive(string text) => Assert.Equal(SentimentClass.Positive, shipped.ClassOf(text));

    [Theory]
    [InlineData("커피가 미지근하고 맛도 없네요 실망입니다")]
    [InlineData("직원이 너무 불친절해서 다시는 안 갈래요")]
    [InlineData("한 시간을 기다렸는데 사과도 없고 최악이었어요")]
    [InlineData("가격만 비싸고 정말 별로")]
    [InlineData("돈이 아깝다 두 번 다시 안 옵니다")]
    [InlineData("상담이 성의 없고 지루했어요 비추")]
    [InlineData("기대했는데 너무 실망스럽네요")]
    [InlineData("맛없어요 다 남기고 나왔네요")]
    [InlineData("시끄럽고 좁고 짜증만 났습니다")]
    [InlineData("품질이 엉망이네요 후회합니다")]
    public void Discontent_is_negative(string text) => Assert.Equal(SentimentClass.Negative, shipped.ClassOf(text));

    [Theory]
    [InlineData("샌드위치 먹고 식중독에 걸려서 응급실에 다녀왔습니다")]
    [InlineData("빵에서 바퀴벌레가 나왔는데 사과 한마디 없네요")]
    [InlineData("시술 부작용으로 얼굴이 부어서 병원 치료 중입니다")]
    [InlineData("고객 개인정보가 유출됐다는데 해명하세요")]
    [InlineData("소비자원에 신고하고 고소하겠습니다")]
    [InlineData("다 같이 불매 운동합시다 여러분")]
    [InlineData("직원이 장애인 손님을 차별하고 쫓아냈습니다")]
    [InlineData("직원한테 성희롱당했어요 경찰에 신고했습니다")]
    [InlineData("방송국에 제보했으니 각오하세요 사기꾼들아")]
    [InlineData("음식에서 유리 조각이 나와 입안을 다쳤습니다")]
    public void What_may_do_the_brand_harm_is_a_crisis(string text) => Assert.Equal(SentimentClass.Crisis, shipped.ClassOf(text));

    [Theory]
    [InlineData("몇 시까지 영업하나요?")]
    [InlineData("주차 되나요??")]
    [InlineData("견과류 알레르기가 있는데 빼고 주문할 수 있나요?")]
    [InlineData("구두 신고 오래 걸어도 편해요")]
    [InlineData("라떼 위에 고소한 크림이 올라가요")]
    [InlineData("맞팔해요 소통하고 지내요~")]
    [InlineData("무료 체험 이벤트 링크는 프로필에서 확인하세요")]
    [InlineData("이 영화 감독 고소하고 싶다 지루해서 죽는 줄")]
    [InlineData("줄이 길어서 그냥 나왔어요")]
    [InlineData("배송이 조금 늦었지만 잘 받았어요")]
    [InlineData("😡😡😡")]
    [InlineData("🔥🔥")]
    [InlineData("!!!")]
    [InlineData("")]
    [InlineData("   \n ")]
    public void What_is_none_raises_no_alarm(string text) => Assert.NotEqual(SentimentClass.Crisis, shipped.ClassOf(text));

    [Fact]
    public void Letters_sent_apart_change_nothing()
    {
        const string text = "케이크에서 벌레가 나왔습니다";

        Assert.Equal(shipped.Model.Probabilities([text])[0], shipped.Model.Probabilities([text.Normalize(NormalizationForm.FormD)])[0]);
    }

    [Fact]
    public void The_top_class_is_named_with_its_probability()
    {
        var score = Assert.Single(shipped.Model.Score(["정말 맛있어요 최고"]));

        Assert.Equal(SentimentClass.Positive, score.Class);
        Assert.InRange(score.Probability, 0.5f, 1);
        Assert.StartsWith("hashed-ngram@", shipped.Model.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_threads_may_score_at_once()
    {
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => $"{i}번째 방문인데 늘 맛있어요")];
        var alone = shipped.Model.Score(texts);

        Parallel.For(0, 8, _ => Assert.Equal(alone, shipped.Model.Score(texts)));
    }

    [Fact]
    public void The_file_is_small_enough_to_ship() => Assert.InRange(new FileInfo(HashedNgramModel.ShippedFile).Length, 1_000_000, 8_400_000);

    public sealed class Shipped : IDisposable
    {
        internal HashedNgramModel Model { get; } = HashedNgramModel.Load(HashedNgramModel.ShippedFile);

        internal SentimentClass ClassOf(string text) => Model.Score([text])[0].Class;

        public void Dispose() => Model.Dispose();
    }
}
