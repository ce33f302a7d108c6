import type { FastifyInstance } from 'fastify';

/** What `/readyz` asks; each throws when it is not well. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<unknown>>>;

/** `/healthz`: the process answers. `/readyz`: it can do its work. */
export function registerHealth(app: FastifyInstance, checks: ReadinessChecks): void {
  const schema = { hide: true };
  app.get(
    '/healthz',
    { schema },
    async (_request, reply) => await reply.header('cache-control', 'no-store').send({ ok: true }),
  );
  app.get('/readyz', { schema }, async (_request, reply) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]): Promise<[string, string]> => {
        try {
          await check();
          return [name, 'ok'];
        } catch (error) {
          return [name, error instanceof Error ? error.message : String(error)];
        }
      }),
    );
    const ok = results.every(([, result]) => result === 'ok');
    return await reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok, checks: Object.fromEntries(results) });
  });
}
