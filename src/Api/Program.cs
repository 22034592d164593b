using SnsOps.Api;
using SnsOps.Api.Commands;

if (await ApiCommands.TryRunAsync(args) is { } exitCode)
    return exitCode;
await using var app = ApiApp.Build(args);
await app.RunAsync();
return 0;
