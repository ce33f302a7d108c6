/** A module as far as order goes. */
interface Ordered<L extends { readonly id: string }> {
  readonly id: string;
  readonly lessons: readonly L[];
}

/** Puts a lesson at a place of a module, counted without the lesson itself; beyond the ends it goes to the end. */
export function placeLesson<L extends { readonly id: string }, M extends Ordered<L>>(
  modules: readonly M[],
  lessonId: string,
  moduleId: string,
  index: number,
): readonly M[] {
  const lesson = modules.flatMap(({ lessons }) => lessons).find(({ id }) => id === lessonId);
  if (lesson === undefined || !modules.some(({ id }) => id === moduleId)) return modules;
  return modules.map((module) => {
    const rest = module.lessons.filter(({ id }) => id !== lessonId);
    if (module.id !== moduleId) return rest.length === module.lessons.length ? module : { ...module, lessons: rest };
    return { ...module, lessons: rest.toSpliced(Math.max(0, index), 0, lesson) };
  });
}

/** Moves a lesson one place up (-1) or down (1), over the border of its module too. The same list when it cannot. */
export function stepLesson<L extends { readonly id: string }, M extends Ordered<L>>(
  modules: readonly M[],
  lessonId: string,
  step: -1 | 1,
): readonly M[] {
  const at = modules.findIndex(({ lessons }) => lessons.some(({ id }) => id === lessonId));
  const module = modules[at];
  if (module === undefined) return modules;
  const index = module.lessons.findIndex(({ id }) => id === lessonId) + step;
  if (index >= 0 && index < module.lessons.length) return placeLesson(modules, lessonId, module.id, index);
  const neighbour = modules[at + step];
  if (neighbour === undefined) return modules;
  return placeLesson(modules, lessonId, neighbour.id, step === 1 ? 0 : neighbour.lessons.length);
}

/** Puts a module at a place of the course, counted without the module itself. */
export function placeModule<M extends { readonly id: string }>(
  modules: readonly M[],
  moduleId: string,
  index: number,
): readonly M[] {
  const module = modules.find(({ id }) => id === moduleId);
  if (module === undefined) return modules;
  return modules.filter(({ id }) => id !== moduleId).toSpliced(Math.max(0, index), 0, module);
}

/** Where a lesson is: module and place in it. */
export function findLesson<M extends Ordered<{ readonly id: string }>>(
  modules: readonly M[],
  lessonId: string,
): { module: M; lesson: M['lessons'][number]; index: number } | undefined {
  for (const module of modules) {
    const index = module.lessons.findIndex(({ id }) => id === lessonId);
    const lesson = module.lessons[index];
    if (lesson !== undefined) return { module, lesson, index };
  }
  return undefined;
}
