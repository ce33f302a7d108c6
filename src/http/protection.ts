import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { AppError } from '../kernel/app-error.ts';
import { bearerOf } from './access.ts';

/** Everything a page needs is bundled; players need blob: for what they decode and for their workers. */
const CONTENT_SECURITY_POLICY = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  // The component library and the player write style elements.
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'", 'data:'],
  'media-src': ["'self'", 'blob:'],
  'worker-src': ["'self'", 'blob:'],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'self'"],
};

/** What a player loads from where public videos lie. */
const MEDIA_SOURCES = ['img-src', 'media-src', 'connect-src'] as const;

/** What pages may reach beside this server. */
export interface OtherOrigins {
  /** Where players load pictures and streams from. */
  readonly media?: string | undefined;
  /** The bucket, where uploads go straight to it. */
  readonly uploads?: string | undefined;
}

/** Methods that change nothing. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Security headers, and two refusals: of requests to another host name (a web page that makes
 * its own name point at this machine: DNS rebinding), and of changes that another site's page asks for
 * with the cookie of whoever is signed in here.
 *
 * `host` is the address listened on: the name is checked only while that is this machine alone.
 */
export async function protect(app: FastifyInstance, host: string, elsewhere: OtherOrigins = {}): Promise<void> {
  const media = MEDIA_SOURCES.map((name) => {
    const uploads = name === 'connect-src' ? elsewhere.uploads : undefined;
    return [name, [...CONTENT_SECURITY_POLICY[name], elsewhere.media ?? [], uploads ?? []].flat()];
  });
  const directives = { ...CONTENT_SECURITY_POLICY, ...(Object.fromEntries(media) as Record<string, string[]>) };
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: false, // plain HTTP on this machine; a proxy with a certificate adds it
    crossOriginEmbedderPolicy: false,
    // Browsers warn about it where the address is not trustworthy (another machine over plain HTTP).
    originAgentCluster: false,
    crossOriginOpenerPolicy: isLoopback(host) ? { policy: 'same-origin' } : false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  const isLocalOnly = isLoopback(host);
  app.addHook('onRequest', async (request) => {
    if (isLocalOnly && !isLoopback(hostNameOf(request))) {
      throw new AppError('REQUEST_FOREIGN', {
        message: `Lectern listens for this machine only, and ${request.headers.host ?? 'no name'} is not a name of it.`,
      });
    }
    // No page can make a browser send a key: only cookies go along by themselves.
    if (!SAFE.has(request.method) && bearerOf(request) === undefined && isFromElsewhere(request)) {
      throw new AppError('REQUEST_FOREIGN', { message: 'Another site asked for this change, so it was not made.' });
    }
  });
}

function hostNameOf(request: FastifyRequest): string {
  return (request.headers.host ?? '').replace(/:\d+$/, '');
}

function isLoopback(name: string): boolean {
  const bare = name.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}

/** Browsers say where a request comes from; other programs say nothing, and nobody can make them ask. */
function isFromElsewhere({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  if (headers.origin === undefined) return false;
  return !URL.canParse(headers.origin) || new URL(headers.origin).host !== headers.host;
}
