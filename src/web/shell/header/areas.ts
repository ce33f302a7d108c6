import type { Role } from '../../shared/api/session.ts';
import { text } from '../../shared/text.ts';

/** A part of the pages that the header leads to. */
export interface Area {
  readonly to: '/' | '/studio' | '/admin';
  readonly name: string;
}

/** The areas of a role; students have one only, so nothing needs to lead there but the brand. */
export function areasOf(role: Role): readonly Area[] {
  const learning = { to: '/', name: text.shell.areas.learning } as const;
  const studio = { to: '/studio', name: text.shell.areas.studio } as const;
  const administration = { to: '/admin', name: text.shell.areas.administration } as const;
  if (role === 'admin') return [learning, studio, administration];
  return role === 'instructor' ? [learning, studio] : [];
}
