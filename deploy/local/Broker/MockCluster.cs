using System.Reflection;
using System.Runtime.InteropServices;

namespace SnsOps.Local.Broker;

/// <summary>librdkafka's own mock cluster (rdkafka_mock.h), which speaks the Kafka protocol on a loopback port.</summary>
internal static partial class MockCluster
{
    private const int Producer = 0;

    static MockCluster() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);

    /// <summary>A client that only serves as the mock cluster's host; throws if librdkafka refuses.</summary>
    internal static nint NewHost()
    {
        Span<byte> error = stackalloc byte[512];
        var configuration = NewConfiguration();
        // Warnings and worse: it would note that a client without servers reaches nobody, which is the point.
        Set(configuration, "log_level", "4", ref MemoryMarshal.GetReference(error), (nuint)error.Length);
        var host = NewClient(Producer, configuration, ref MemoryMarshal.GetReference(error), (nuint)error.Length);
        return host != 0 ? host : throw new InvalidOperationException(Marshal.PtrToStringUTF8(FirstByte(error)));
    }

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_mock_cluster_new")]
    internal static partial nint NewCluster(nint host, int brokers);

    /// <summary>The cluster's "host:port" list; the text belongs to the cluster.</summary>
    internal static string Bootstrap(nint cluster) =>
        Marshal.PtrToStringUTF8(Bootstraps(cluster)) ?? throw new InvalidOperationException("the mock cluster has no address");

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    internal static partial void SetInitialRebalanceDelay(nint cluster, int milliseconds);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    internal static partial void PushErrors(nint cluster, short request, nuint count, int[] errors);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_mock_broker_set_rtt")]
    internal static partial int SetRoundTrip(nint cluster, int broker, int milliseconds);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_mock_broker_set_down")]
    internal static partial int SetDown(nint cluster, int broker);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_mock_broker_set_up")]
    internal static partial int SetUp(nint cluster, int broker);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_mock_cluster_destroy")]
    internal static partial void DestroyCluster(nint cluster);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_destroy")]
    internal static partial void DestroyHost(nint host);

    private static unsafe nint FirstByte(Span<byte> text)
    {
        fixed (byte* first = text)
            return (nint)first;
    }

    /// <summary>The library that `./snsops` built, where it built one; else one that came with the package: its first needs a SASL library that Debian has not got.</summary>
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "librdkafka")
            return 0;
        if (Environment.GetEnvironmentVariable("SNSOPS_KAFKA_NATIVE") is { Length: > 0 } built && File.Exists(built))
            return NativeLibrary.Load(built);
        return NativeLibrary.TryLoad(name, assembly, path, out var library) || NativeLibrary.TryLoad("centos8-librdkafka", assembly, path, out library) ? library : 0;
    }

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConfiguration();

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(nint configuration, string name, string value, ref byte error, nuint errorLength);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_new")]
    private static partial nint NewClient(int type, nint configuration, ref byte error, nuint errorLength);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);
}
