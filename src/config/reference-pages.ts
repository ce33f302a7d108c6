import { ERROR_CODES } from '../kernel/error-codes.ts';
import type { Setting } from './setting.ts';
import { SETTINGS } from './settings.ts';

const GENERATED = 'Made by scripts/write-reference.ts; edit the source it names, then run that again.';

/** docs/reference/settings.md */
export function settingsPage(): string {
  const rows = Object.values<Setting>(SETTINGS).map(
    ({ name, defaultText, doc }) =>
      `| \`${name}\` | ${defaultText === undefined ? 'not set' : `\`${defaultText}\``} | ${doc} |`,
  );
  return [
    '# Settings',
    '',
    `<!-- ${GENERATED} Source: src/config/settings.ts -->`,
    '',
    'Set them in the environment, or in a file `.env` in the folder where Lectern starts (the environment wins).',
    'At start all wrong settings are named at once.',
    '',
    '| name | default | what it does |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** .env.example */
export function environmentExample(): string {
  const blocks = Object.values<Setting>(SETTINGS).map(
    ({ name, defaultText, doc }) => `# ${doc}\n#${name}=${defaultText ?? ''}\n`,
  );
  return [`# Copy to .env and uncomment what you change. ${GENERATED}\n`, ...blocks].join('\n');
}

/** docs/reference/error-codes.md */
export function errorCodesPage(): string {
  return [
    '# Error codes',
    '',
    `<!-- ${GENERATED} Source: src/kernel/error-codes.ts -->`,
    '',
    'The command line prints `CODE: sentence`; the API answers `{ "error": { "code", "message", "action", "requestId" } }`.',
    'Codes are stable: programs may compare them.',
    '',
    '| code | what to do |',
    '|---|---|',
    ...Object.entries(ERROR_CODES).map(([code, action]) => `| \`${code}\` | ${action} |`),
    '',
  ].join('\n');
}
