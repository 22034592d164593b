using Microsoft.AspNetCore.Identity;

namespace SnsOps.Api.Auth;

/// <summary>Hashes and checks passwords (PBKDF2, ASP.NET Core Identity's format).</summary>
internal sealed class Passwords
{
    private readonly PasswordHasher<string> _hasher = new();
    private readonly string _nobody;

    public Passwords() => _nobody = Hash(Guid.NewGuid().ToString());

    public string Hash(string password) => _hasher.HashPassword("", password);

    /// <summary>True when they match. Without a hash it takes the same time and is false, so that nobody can tell which e-mails exist.</summary>
    public bool Matches(string? hash, string password) =>
        _hasher.VerifyHashedPassword("", hash ?? _nobody, password) != PasswordVerificationResult.Failed && hash is not null;
}
