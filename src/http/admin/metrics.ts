import type { FastifyInstance } from 'fastify';

import { AppError } from '../../kernel/app-error.ts';
import { mayReadOperations } from './operators.ts';

/** Metrics as text. */
export interface MetricsReader {
  readonly contentType: string;
  read(): Promise<string>;
}

/**
 * `/metrics`, in Prometheus' format: for administrators and their keys, and for programs of this machine. What a proxy of this
 * machine hands on is not one of these.
 */
export function registerMetrics(app: FastifyInstance, metrics: MetricsReader): void {
  const options = { schema: { hide: true }, config: { access: 'anyone' as const } };
  app.get('/metrics', options, async (request, reply) => {
    if (!mayReadOperations(request)) {
      throw new AppError('SIGN_IN_REQUIRED', { message: 'Metrics are for administrators; send the key of one.' });
    }
    return await reply
      .header('content-type', metrics.contentType)
      .header('cache-control', 'no-store')
      .send(await metrics.read());
  });
}
