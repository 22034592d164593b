using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace SnsOps.Shared.Storage;

/// <summary>Objects in a bucket of any S3; platforms pull them by links that the bucket's own signature opens.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API. Checksums only where S3 demands them: the stores of other makers refuse the newer trailing ones.</remarks>
public sealed class S3Objects : IObjectStore, IDisposable
{
    /// <summary>The longest life a signed link may have.</summary>
    private static readonly TimeSpan LongestLink = TimeSpan.FromDays(7);

    private readonly AmazonS3Client _s3;
    private readonly S3Options _options;

    /// <summary>Makes the process's one client.</summary>
    public S3Objects(S3Options options)
    {
        _options = options;
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.ServiceUrl is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        else
            (config.ServiceURL, config.AuthenticationRegion, config.UseHttp) = (options.ServiceUrl, options.Region, options.ServiceUrl.StartsWith("http:", StringComparison.Ordinal));
        _s3 = options.AccessKey is null ? new AmazonS3Client(config) : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }

    /// <inheritdoc />
    public async Task PutAsync(byte[] sha256, string receivedFile, CancellationToken ct)
    {
        if (await ExistsAsync(sha256, new FileInfo(receivedFile).Length, ct))
            return;
        await _s3.PutObjectAsync(new PutObjectRequest
        {
            BucketName = _options.Bucket, Key = KeyOf(sha256), FilePath = receivedFile, ContentType = "application/octet-stream",
            UseChunkEncoding = false,       // some stores keep the chunks' own lines as if they were the object's
        }, ct);
    }

    /// <inheritdoc />
    public async Task<Stream> OpenReadAsync(byte[] sha256, long offset, CancellationToken ct)
    {
        try
        {
            var request = new GetObjectRequest { BucketName = _options.Bucket, Key = KeyOf(sha256) };
            if (offset > 0)
                request.ByteRange = new ByteRange($"bytes={offset}-");
            return (await _s3.GetObjectAsync(request, ct)).ResponseStream;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            throw new FileNotFoundException($"Bucket {_options.Bucket} has no object {KeyOf(sha256)}.", e);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw new IOException($"Bucket {_options.Bucket} does not give object {KeyOf(sha256)}: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public string? Link(byte[] sha256, string type, TimeSpan life) => _s3.GetPreSignedURL(new GetPreSignedUrlRequest
    {
        BucketName = _options.Bucket, Key = KeyOf(sha256), Verb = HttpVerb.GET, Expires = DateTime.UtcNow + (life < LongestLink ? life : LongestLink),
        Protocol = _options.ServiceUrl?.StartsWith("http:", StringComparison.Ordinal) == true ? Protocol.HTTP : Protocol.HTTPS,
        ResponseHeaderOverrides = new ResponseHeaderOverrides { ContentType = type },
    });

    /// <inheritdoc />
    public void Dispose() => _s3.Dispose();

    private async Task<bool> ExistsAsync(byte[] sha256, long bytes, CancellationToken ct)
    {
        try
        {
            return (await _s3.GetObjectMetadataAsync(_options.Bucket, KeyOf(sha256), ct)).ContentLength == bytes;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private string KeyOf(byte[] sha256) => _options.Prefix + Convert.ToHexStringLower(sha256);
}
