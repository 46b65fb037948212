/** Who signs the installers: what electron-builder is told, by what the environment has, and what is missing. */

export interface Signing {
  /** For electron-builder. */
  args: string[];
  env: Record<string, string>;
  /** A sentence for each thing that is not signed; empty where all is. */
  missing: string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What an account of Azure Trusted Signing is told by, and the setting of each. */
const AZURE = {
  AZURE_SIGNING_ENDPOINT: 'endpoint',
  AZURE_SIGNING_ACCOUNT: 'codeSigningAccountName',
  AZURE_SIGNING_PROFILE: 'certificateProfileName',
  AZURE_SIGNING_PUBLISHER: 'publisherName',
} as const;

const AZURE_LOGIN = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'];
const NOTARY = ['APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'];
const CERTIFICATE = ['CSC_LINK', 'CSC_KEY_PASSWORD'];

/**
 * How installers for `platform` are signed with what `env` has; a secret that is not set may be empty.
 * Throws where a way of signing is told in part: nobody wants that to end unsigned without a word.
 */
export function signingOf(platform: NodeJS.Platform, env: Environment): Signing {
  if (platform === 'darwin') return onMac(env);
  if (platform === 'win32') return onWindows(env);
  return { args: [], env: {}, missing: [] }; // checksums that are attested, for every file of a release
}

function onMac(env: Environment): Signing {
  if (!isGiven(CERTIFICATE, env)) {
    return {
      args: ['-c.mac.notarize=false'],
      env: { CSC_IDENTITY_AUTO_DISCOVERY: 'false', CSC_LINK: '' },
      missing: ['The macOS app is NOT SIGNED: CSC_LINK and CSC_KEY_PASSWORD are not set.'],
    };
  }
  if (isGiven(NOTARY, env)) return { args: ['-c.mac.notarize=true'], env: {}, missing: [] };
  const missing = `The macOS app is signed but NOT NOTARIZED: ${NOTARY.join(', ')} are not set.`;
  return { args: ['-c.mac.notarize=false'], env: {}, missing: [missing] };
}

function onWindows(env: Environment): Signing {
  const azure = Object.keys(AZURE) as (keyof typeof AZURE)[];
  if (isGiven([...azure, ...AZURE_LOGIN], env)) {
    const args = azure.map((name) => `-c.win.azureSignOptions.${AZURE[name]}=${env[name]}`);
    return { args, env: {}, missing: [] };
  }
  if (isGiven(['WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD'], env)) {
    return { args: [], env: {}, missing: [] };
  }
  const missing =
    'The Windows installer is NOT SIGNED: neither AZURE_SIGNING_… nor WIN_CSC_LINK is set.';
  return { args: [], env: { WIN_CSC_LINK: '', CSC_LINK: '' }, missing: [missing] };
}

/** Whether all of `names` are set; throws where only some are. */
function isGiven(names: readonly string[], env: Environment): boolean {
  const missing = names.filter((name) => (env[name] ?? '') === '');
  if (missing.length === 0) return true;
  if (missing.length === names.length) return false;
  throw new Error(
    `To sign, ${names.join(', ')} belong together, but ${missing.join(', ')} are not set`,
  );
}
