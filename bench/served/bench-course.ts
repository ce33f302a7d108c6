import { AS_ADMIN } from './bench-key.ts';

/** A published course whose first lesson shows a video; the others are texts. */
export interface BenchCourse {
  readonly id: string;
  /** In the order of the course. */
  readonly lessonIds: readonly string[];
}

/** Asks the server as an administrator. Throws with its answer when it refuses. */
export async function askServer<Answer>(url: string, method: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { ...AS_ADMIN, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${new URL(url).pathname}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

/** Makes a course of so many lessons; everybody may enrol. */
export async function makeCourse(serverUrl: string, videoId: string, lessons: number): Promise<BenchCourse> {
  const api = `${serverUrl}/api/v1`;
  const { id } = await askServer<{ id: string }>(`${api}/courses`, 'POST', { title: 'Course of the bench' });
  const module = await askServer<{ id: string }>(`${api}/courses/${id}/modules`, 'POST', { title: 'Lectures' });
  const lessonIds: string[] = [];
  for (let count = 1; count <= lessons; count++) {
    const video = count === 1 ? { videoId } : {};
    const lesson = await askServer<{ id: string }>(`${api}/modules/${module.id}/lessons`, 'POST', {
      title: `Lesson ${count}`,
      ...video,
    });
    await askServer(`${api}/lessons/${lesson.id}`, 'PATCH', {
      isPublished: true,
      text: 'What is said in the lecture.',
    });
    lessonIds.push(lesson.id);
  }
  await askServer(`${api}/courses/${id}`, 'PATCH', { isPublished: true, enrolment: 'open' });
  return { id, lessonIds };
}
