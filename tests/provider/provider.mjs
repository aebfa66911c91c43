// An OpenID provider that nobody here wrote, with its own login page, as a test wants it: node provider.mjs CONFIG.
// Refuses to be reached but through the socket that CONFIG names. Started by `tests/src/provider.rs`.

import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const it = JSON.parse(readFileSync(process.argv[2]));
// Where it was installed, beside the build.
const require = createRequire(`${it.installed}/`);
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));

// One that no card names, where the test brings none of its own.
const rsa = () => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  use: 'sig', alg: 'RS256', kid: 'rsa',
});

const client = ({ id, alg, secret }) => ({
  client_id: id,
  application_type: 'native',
  ...(secret
    ? { token_endpoint_auth_method: 'client_secret_basic', client_secret: secret, require_pushed_authorization_requests: true }
    : { token_endpoint_auth_method: 'none' }),
  grant_types: ['authorization_code'],
  response_types: ['code'],
  redirect_uris: [it.redirect],
  require_auth_time: true,
  subject_type: 'pairwise',
  id_token_signed_response_alg: alg,
});

// Its citizens' tokens may tell a number, and may lack a name.
const named = ({ clientId }, scope, name) => {
  if (clientId !== 'citizens') return { name };
  const tells = it.telling && !scope.split(' ').includes(it.pseudonymous);
  return { ...(it.nameless ? {} : { name }), ...(tells ? { [it.telling]: it.numbers[name] } : {}) };
};

const provider = new Provider(it.issuer, {
  jwks: { keys: it.keys.some(({ kty }) => kty === 'RSA') ? it.keys : [...it.keys, rsa()] },
  clients: it.clients.map(client),
  scopes: ['openid', 'profile', 'mitid', 'ssn', it.pseudonymous, 'helseid://scopes/identity/assurance_level'],
  claims: { openid: ['sub', 'acr', 'pid'], profile: ['name', 'unit'],
    'helseid://scopes/identity/assurance_level': ['helseid://claims/identity/assurance_level'],
    mitid: ['loa', 'mitid.identity_name', 'mitid.has_cpr'], ssn: ['dk.cpr'] },
  conformIdTokenClaims: false,
  acrValues: it.levels,
  pkce: { required: () => true },
  subjectTypes: ['pairwise'],
  pairwiseIdentifier: (_, account, to) =>
    createHash('sha256').update(`${to.clientId} ${account}`).digest('base64url'),
  // Whoever logs in is who they say, identified as well as the test wants.
  findAccount: ({ oidc: { client } }, name) => ({
    accountId: name,
    claims: (_, scope) => ({ sub: name, 'mitid.identity_name': name, ...named(client, scope, name), ...it.claims }),
  }),
  cookies: { keys: ['a test has no secrets'] },
  ttl: { Session: 600, Grant: 600, Interaction: 600, AccessToken: 600, IdToken: 600 },
});

// Its own login page does not say how well it has identified anybody.
const finished = provider.interactionFinished.bind(provider);
provider.interactionFinished = async (request, response, { login, ...rest }, how) => {
  const { params } = await provider.interactionDetails(request, response);
  // Where the test does not say how well: as well as it was asked.
  const acr = it.acr ?? params.acr_values.split(' ')[0];
  return finished(request, response, login ? { login: { ...login, acr }, ...rest } : rest, how);
};

createServer({ cert: readFileSync(it.cert), key: readFileSync(it.key) }, provider.callback()).listen(it.socket);
