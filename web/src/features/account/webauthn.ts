// Passkeys in the browser (WebAuthn level 2, 5.1): options from the server become buffers, the answer becomes text.

/** Options as the server writes them: every buffer is base64url without padding (RFC 4648, 5). */
export type ServerOptions = Record<string, unknown>;
export type CredentialJson = Record<string, unknown>;

export type PasskeyFault = "cancelled" | "known" | "elsewhere" | "unsupported" | "failed";
export type Asked = { ok: true; credential: CredentialJson } | { ok: false; fault: PasskeyFault };

export type PasskeyState = "ready" | "off" | "elsewhere" | "unsupported";

/** Whether passkeys can serve on this page: `origin` is the one address that they are bound to, null when off. */
export function passkeyState(origin: string | null): PasskeyState {
  if (origin === null) return "off";
  if (origin !== window.location.origin) return "elsewhere";
  return window.isSecureContext && "PublicKeyCredential" in window ? "ready" : "unsupported";
}

/** Make a passkey on this device or key. */
export async function createPasskey(options: ServerOptions): Promise<Asked> {
  const publicKey = {
    ...options,
    challenge: fromBase64url(options["challenge"]),
    user: { ...(options["user"] as object), id: fromBase64url((options["user"] as Record<string, unknown>)["id"]) },
    excludeCredentials: descriptors(options["excludeCredentials"]),
  } as unknown as PublicKeyCredentialCreationOptions;
  return asked(() => navigator.credentials.create({ publicKey }));
}

/** Prove with a passkey of this device or key. */
export async function askPasskey(options: ServerOptions): Promise<Asked> {
  const publicKey = {
    ...options,
    challenge: fromBase64url(options["challenge"]),
    allowCredentials: descriptors(options["allowCredentials"]),
  } as unknown as PublicKeyCredentialRequestOptions;
  return asked(() => navigator.credentials.get({ publicKey }));
}

async function asked(ask: () => Promise<Credential | null>): Promise<Asked> {
  try {
    const found = await ask();
    return found instanceof PublicKeyCredential ? { ok: true, credential: asJson(found) } : { ok: false, fault: "cancelled" };
  } catch (error) {
    return { ok: false, fault: faultOf(error) };
  }
}

const FAULTS: Readonly<Record<string, PasskeyFault>> = {
  NotAllowedError: "cancelled",
  AbortError: "cancelled",
  InvalidStateError: "known",
  SecurityError: "elsewhere",
  NotSupportedError: "unsupported",
};

export function faultOf(error: unknown): PasskeyFault {
  return (error instanceof DOMException ? FAULTS[error.name] : undefined) ?? "failed";
}

function asJson(made: PublicKeyCredential): CredentialJson {
  return {
    id: made.id,
    rawId: toBase64url(made.rawId),
    type: made.type,
    clientExtensionResults: {},
    response: made.response instanceof AuthenticatorAttestationResponse ? attestation(made.response) : assertion(made.response as AuthenticatorAssertionResponse),
  };
}

function attestation(response: AuthenticatorAttestationResponse): CredentialJson {
  return { clientDataJSON: toBase64url(response.clientDataJSON), attestationObject: toBase64url(response.attestationObject) };
}

function assertion(response: AuthenticatorAssertionResponse): CredentialJson {
  return {
    clientDataJSON: toBase64url(response.clientDataJSON),
    authenticatorData: toBase64url(response.authenticatorData),
    signature: toBase64url(response.signature),
    userHandle: response.userHandle === null ? null : toBase64url(response.userHandle),
  };
}

function descriptors(listed: unknown): PublicKeyCredentialDescriptor[] {
  const found = Array.isArray(listed) ? (listed as Record<string, unknown>[]) : [];
  return found.map((each) => ({ type: "public-key", id: fromBase64url(each["id"]) }));
}

export function fromBase64url(text: unknown): Uint8Array<ArrayBuffer> {
  const plain = atob(String(text).replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

export function toBase64url(buffer: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
