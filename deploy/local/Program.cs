using System.CommandLine;
using SnsOps.Local.Commands;
using SnsOps.Local.Output;

var commands = new RootCommand("SnsOps: the local host. Run it through ./snsops.")
{
    UpCommand.Create(), DownCommand.Create(), StatusCommand.Create(), LogsCommand.Create(), TestCommand.Create(), BrokerCommand.Create(),
};
try
{
    // Signals are the commands' own business: an orderly stop takes longer than the library would wait.
    return await commands.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Failure failure)
{
    await Console.Error.WriteLineAsync("✗ " + failure.Message);
    return 1;
}
