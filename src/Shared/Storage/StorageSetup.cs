using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.Storage;

/// <summary>Wires the media store: a bucket where one is configured, a folder otherwise.</summary>
internal static class StorageSetup
{
    public static void AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCheckedOptions<StorageOptions>("Storage");
        if (configuration.GetSection("Storage:S3").Exists())
            services.AddCheckedOptions<S3Options>("Storage:S3").AddSingleton<IObjectStore, S3Objects>();
        else
            services.AddSingleton<IObjectStore, ObjectFolder>();
        services.AddSingleton<MediaStore>();
    }
}
