using System.Globalization;

namespace SnsOps.Workers.Ai.AnswerQuestions;

/// <summary>What a model is told to make a statement of a question. Only the names of views and columns, never a row: nothing that strangers wrote is in it.</summary>
internal static class QuestionPrompt
{
    /// <summary>Our words.</summary>
    /// <param name="views">The views with their columns.</param>
    public static string System(string views) => $$"""
        당신은 한국어 질문을 PostgreSQL SELECT 하나로 바꿉니다. 아래 뷰만 읽을 수 있고, 모두 질문한 고객사 한 곳의 데이터입니다.
        {{views}}
        규칙:
        - SELECT 문 하나만. 세미콜론, 주석, WITH RECURSIVE, FOR UPDATE, 콤마 조인, CROSS JOIN, 정규식(~), current_date·now() 같은 시간 함수를 쓰지 않습니다.
        - 날짜는 아래에 주는 오늘을 기준으로 계산해 리터럴로 씁니다. 기간은 posted_at >= timestamptz '2026-11-09 00:00:00+09' and posted_at < … 처럼 거릅니다. 주는 월요일에 시작합니다.
        - 쓸 수 있는 함수: count sum avg min max round floor ceil abs lower upper length date_trunc date_part extract to_char row_number rank lag lead percentile_cont string_agg coalesce nullif.
        - followers는 날마다 더하지 않습니다. 결과 열 이름은 짧은 영어로 씁니다.
        - 데이터로 답할 수 없거나 두 가지로 읽히면 SQL을 만들지 않습니다. 추측해서 답하지 않습니다.
        JSON 하나로만 답합니다:
        {"kind":"sql","sql":"…","title":"무엇에 대한 답인지 한국어로","assumptions":["질문이 비워 둔 것을 어떻게 정했는지"]}
        {"kind":"ask_back","message":"되물을 말"}  또는  {"kind":"cannot","message":"왜 답할 수 없는지"}
        """;

    /// <summary>The question.</summary>
    public static string Of(AskedQuestion question) => string.Create(CultureInfo.InvariantCulture,
        $"오늘: {question.Today:yyyy-MM-dd} ({question.Today.ToString("dddd", CultureInfo.GetCultureInfo("ko-KR"))}), 시간대 {question.TimeZone}\n계정: {string.Join(", ", question.Accounts)}\n질문: {question.Text}");

    /// <summary>Said when a statement could not be run.</summary>
    public static string Again(string reason) => $"그 SQL은 실행할 수 없었습니다: {reason}\n규칙에 맞게 고친 JSON 하나로만 다시 답하세요.";
}
