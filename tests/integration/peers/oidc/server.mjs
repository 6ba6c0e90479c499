// A real OpenID provider (panva's oidc-provider, certified by the OpenID Foundation) on loopback, for tests.
//
// One argument, JSON: {port, pages, people: {login: {password, username}}, keySeed}. One client for each
// algorithm of ID tokens, named `vigie-RS256` and so on, and a public one, `vigie-public`. Says where it listens in
// one line of JSON on standard output, and ends with its standard input.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { port = 0, pages, people, secret } = JSON.parse(process.argv[2]);
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];
const RETURN = `${pages}/connexion/retour`;

function key(kind, options, alg) {
  const { privateKey } = generateKeyPairSync(kind, options);
  return { ...privateKey.export({ format: "jwk" }), use: "sig", alg, kid: `${alg}-${randomBytes(4).toString("hex")}` };
}

const jwks = {
  keys: [
    key("rsa", { modulusLength: 2048 }, "RS256"),
    key("rsa", { modulusLength: 2048 }, "PS256"),
    key("ec", { namedCurve: "P-256" }, "ES256"),
    key("ed25519", {}, "EdDSA"),
  ],
};

function client(id, alg, method) {
  return {
    client_id: id,
    ...(method === "none" ? {} : { client_secret: secret }),
    token_endpoint_auth_method: method,
    id_token_signed_response_alg: alg,
    redirect_uris: [RETURN],
    post_logout_redirect_uris: [`${pages}/`],
    backchannel_logout_uri: `${pages}/api/session/oidc/back-channel-logout`,
    backchannel_logout_session_required: true,
    response_types: ["code"],
    grant_types: ["authorization_code"],
  };
}

const page = (title, body) =>
  `<!doctype html><html lang="fr"><meta charset="utf-8"><title>${title}</title><main><h1>${title}</h1>${body}</main></html>`;

const configuration = {
  clients: [
    ...ALGORITHMS.map((alg) => client(`vigie-${alg}`, alg, "client_secret_basic")),
    client("vigie-post", "RS256", "client_secret_post"),
    client("vigie-public", "ES256", "none"),
  ],
  jwks,
  enabledJWA: { idTokenSigningAlgValues: ALGORITHMS },
  acrValues: ["eidas1", "eidas2"],
  claims: { openid: ["sub", "amr", "acr"], profile: ["preferred_username"] },
  conformIdTokenClaims: false,
  cookies: { keys: [randomBytes(16).toString("hex")] },
  pkce: { required: () => true },
  // Without its guard against private addresses: the centre that it tells of a logout is on loopback.
  fetch: (url, { dispatcher: _guard, ...options }) => globalThis.fetch(url, options),
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = page("Se déconnecter", `${form}<button form="op.logoutForm" name="logout" value="yes">Se déconnecter du compte de la ville</button>`);
      },
    },
  },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, preferred_username: people[sub]?.username }) }),
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile");
    await grant.save();
    return grant;
  },
};

const server = createServer();
server.listen(port, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  provider.on("backchannel.error", (_ctx, error) => process.stderr.write(`back-channel: ${error.stack} ${error.cause?.stack}\n`));
  const answer = provider.callback();
  server.on("request", (request, response) => {
    const path = new URL(request.url, issuer).pathname;
    if (path.startsWith("/interaction/")) void interaction(provider, request, response);
    else answer(request, response);
  });
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

/** The page where somebody says who they are, and where they may say no. */
async function interaction(provider, request, response) {
  if (request.method !== "POST") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(
      page(
        "Compte de la ville",
        '<form method="post"><p><label>Compte <input name="login" autofocus></label></p>' +
          '<p><label>Mot de passe du compte <input name="password" type="password"></label></p>' +
          '<button name="act" value="enter">Entrer</button> <button name="act" value="cancel">Refuser</button></form>',
      ),
    );
    return;
  }
  let text = "";
  for await (const part of request) text += part;
  const given = new URLSearchParams(text);
  const login = given.get("login") ?? "";
  const known = Object.hasOwn(people, login) && people[login].password === given.get("password");
  const result =
    given.get("act") === "cancel"
      ? { error: "access_denied", error_description: "refused" }
      : { login: { accountId: login, acr: "eidas1", amr: people[login]?.amr ?? ["pwd"] } };
  if (!("error" in result) && !known) {
    response.statusCode = 401;
    response.end("no such account");
    return;
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
