import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with a new profile. Installs nothing: says how to get one where there is none. */
export async function launchChromium(): Promise<Browser> {
  const given = process.env['CHROMIUM'];
  const executablePath = given ?? PLACES.find((path) => existsSync(path));
  if (!executablePath || !existsSync(executablePath)) {
    const looked = given ?? PLACES.join(', ');
    throw new Error(
      `There is no Chromium at ${looked}. Install it (Debian: apt-get install -y chromium) or name it: CHROMIUM=/path/to/chromium`,
    );
  }
  return chromium.launch({ executablePath, args: ARGUMENTS });
}
