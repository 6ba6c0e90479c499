"""Single sign-on with the town's identity provider (OpenID Connect Core 1.0, code flow with PKCE)."""
