using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Ai.DailyReport;

var builder = WebApplication.CreateBuilder(args);
builder.AddSnsOps("ai");
builder.AddDailyReport();
builder.AddJobItemLane(Topics.Reports, capacity: 4);
var app = builder.Build();
app.MapSnsOpsHealth();
app.Run();
