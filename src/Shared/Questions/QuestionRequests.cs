using System.Text.Json.Nodes;
using SnsOps.Shared.Live;

namespace SnsOps.Shared.Questions;

/// <summary>How a question is asked and its answer told: by the Api when a person asks, by the AI worker when it is answered.</summary>
public static class QuestionRequests
{
    /// <summary>Name of the job's items; their subject is the question.</summary>
    public const string Job = "answer-question";

    private const int PieceLetters = 400;

    /// <summary>An answer in the pieces that it is shown in: its lines, joined while they are short.</summary>
    public static IReadOnlyList<string> Pieces(string answer)
    {
        var pieces = new List<string>();
        foreach (var line in answer.Split('\n'))
        {
            if (pieces.Count > 0 && pieces[^1].Length + line.Length < PieceLetters)
                pieces[^1] += "\n" + line;
            else
                pieces.Add(pieces.Count == 0 ? line : "\n" + line);
        }

        return pieces;
    }

    /// <summary>One piece as the page gets it, by WebSocket and by SSE alike.</summary>
    public static JsonObject Chunk(Guid conversationId, Guid questionId, int index, string chunk, bool done) => new()
    {
        ["chunk"] = chunk, ["conversation_id"] = conversationId.ToString(), ["done"] = done, ["question_id"] = questionId.ToString(), ["index"] = index,
    };

    /// <summary>An answer as events for who asked, and nobody else. The last one says that it is done.</summary>
    public static IReadOnlyList<LiveEvent> Events(Guid userId, Guid conversationId, Guid questionId, string answer)
    {
        var pieces = Pieces(answer);
        return [.. pieces.Append("").Select((piece, index) => new LiveEvent("chat_stream", null, null, userId, Chunk(conversationId, questionId, index, piece, index == pieces.Count)))];
    }
}
