using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.PublishDuePublications;
using SnsOps.Workers.Publishing.ResolveUnknownOutcomes;
using SnsOps.Workers.Publishing.ScanScheduledPosts;

var builder = WebApplication.CreateBuilder(args);
builder.AddSnsOps("publishing");
builder.AddMeta();
builder.AddPublishers();
builder.AddPublishDuePublications();
builder.AddScanScheduledPosts();
builder.AddResolveUnknownOutcomes();
builder.AddLane(Topics.Publishing);

var app = builder.Build();
app.MapSnsOpsHealth();
app.Run();
