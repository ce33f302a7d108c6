import type { FastifyRequest } from 'fastify';

/**
 * Whether somebody may learn how the installation is doing: administrators and their keys, and programs of this machine. What
 * a proxy of this machine hands on is not one of these.
 */
export function mayReadOperations(request: FastifyRequest): boolean {
  const { principal } = request;
  return (principal.kind !== 'anonymous' && principal.role === 'admin') || isOfThisMachine(request);
}

/** The connection itself, whatever its headers claim. */
function isOfThisMachine({ socket, headers }: FastifyRequest): boolean {
  const isHandedOn = 'x-forwarded-for' in headers || 'forwarded' in headers || 'via' in headers;
  return !isHandedOn && /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '');
}
