import type { FastifyInstance } from 'fastify';

import { mayReadOperations } from './admin/operators.ts';
import type { Draining } from './connections/draining.ts';

/** Whoever asks (a load balancer, systemd) gives up after some seconds itself. */
const ANSWER_MS = 3_000;

/** What `/readyz` asks; each throws when it is not well. One that has not answered after 3 s counts as not well. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<unknown>>>;

/** `/healthz`: the process answers. `/readyz`: it can do its work and is not about to end; why not, is told to administrators and this machine. */
export function registerHealth(
  app: FastifyInstance,
  checks: ReadinessChecks,
  draining: Pick<Draining, 'isDraining'>,
): void {
  const options = { schema: { hide: true }, config: { access: 'anyone' as const } };
  app.get(
    '/healthz',
    options,
    async (_request, reply) => await reply.header('cache-control', 'no-store').send({ ok: true }),
  );
  app.get('/readyz', options, async (request, reply) => {
    const stopping = (): Promise<never> => Promise.reject(new Error('it was told to stop'));
    const results = await runChecks(draining.isDraining ? { ...checks, stopping } : checks);
    const ok = results.every(([, result]) => result === 'ok');
    const isTold = mayReadOperations(request);
    const shown = results.map(([name, result]) => [name, isTold || result === 'ok' ? result : 'not well']);
    return await reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok, checks: Object.fromEntries(shown) as Record<string, string> });
  });
}

/** Name and answer of each check, in their order: `ok`, or what is wrong; after 3 s at most. */
export async function runChecks(checks: ReadinessChecks): Promise<(readonly [name: string, answer: string])[]> {
  return await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await answerOf(check);
        return [name, 'ok'] as const;
      } catch (error) {
        return [name, error instanceof Error ? error.message : String(error)] as const;
      }
    }),
  );
}

async function answerOf(check: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
  });
  await Promise.race([check(), late]).finally(() => clearTimeout(timer));
}
