namespace SnsOps.Integration.Knowledge;

/// <summary>The same with a second provider, which alone has a model that sees pictures.</summary>
public sealed class SeeingServer : ModelServer
{
    protected override string[] WorkerMore =>
    [
        .. base.WorkerMore, "--Llm:Order=openai,anthropic", "--Llm:Providers:anthropic:ApiKey=sk-ant-test", $"--Llm:Providers:anthropic:BaseUrl={Sandbox.Url}/llm/anthropic",
        "--Llm:Providers:anthropic:Models:alt_text=claude-sonnet-4-5",
    ];
}
