import { beforeAll, describe, expect, it } from 'vitest';

import type { Database } from '../../src/adapters/database/database.ts';
import { newId } from '../../src/kernel/ids.ts';
import { createTrainingStores } from '../../src/main/training/training-stores.ts';
import { queryWords } from '../../src/training/courses/search-words.ts';
import type { ProgressRecord } from '../../src/training/progress/lesson-progress.ts';
import { TEST_DATABASES } from '../support/test-databases.ts';

// What a newer and an older PostgreSQL could answer differently; the rules themselves are tested through the API.
describe.each(TEST_DATABASES)('stores of training: %s', (_name, openDatabase) => {
  let db: Database;
  beforeAll(async () => {
    ({ db } = await openDatabase());
  });
  const stores = () => createTrainingStores(db);
  const record = (changes: Partial<ProgressRecord> = {}): ProgressRecord => ({
    positionSeconds: 1.5,
    played: [[0, 12.25]],
    coveragePercent: 12.5,
    allowanceSeconds: 3,
    reportedAt: new Date('2026-01-02T03:04:05.678Z'),
    version: 1,
    ...changes,
  });

  async function course(instructorId: string, lessonTitles: readonly string[]) {
    const { courses, outline, lessons } = stores();
    const [id, moduleId] = [newId(), newId()];
    await courses.create({ id, title: 'Über Bäume', instructorIds: [instructorId] });
    await outline.addModule({ id: moduleId, courseId: id, title: 'Module' });
    const lessonIds: string[] = [];
    for (const title of lessonTitles) {
      const lessonId = newId();
      await lessons.create({ id: lessonId, courseId: id, moduleId, title });
      await lessons.change(lessonId, { isPublished: true });
      lessonIds.push(lessonId);
    }
    await courses.change(id, { isPublished: true });
    return { id, moduleId, lessonIds };
  }

  it('tell figures, the lesson to go on with, and progress as it was saved', async () => {
    const { courses, progress, outline, enrolments } = stores();
    const [teacher, student] = [newId(), newId()];
    const { id, lessonIds } = await course(teacher, ['a', 'b', 'c']);
    const [a = '', b = '', c = ''] = lessonIds;
    expect((await courses.figures([id], student)).get(id)).toMatchObject({ lessons: 3, continueLessonId: a });
    const completed = record({ completedAt: new Date('2026-01-02T03:04:05.678Z') });
    expect(await progress.save(student, a, completed)).toBe(true);
    expect(await progress.save(student, a, record())).toBe(false);
    expect(await progress.save(student, c, record())).toBe(true);
    expect(await progress.save(student, c, record({ version: 2 }))).toBe(true);
    expect(await progress.save(student, c, record({ version: 2 }))).toBe(false);
    expect(await progress.find(student, a)).toEqual(completed);
    expect((await courses.figures([id], student)).get(id)).toEqual({
      lessons: 3,
      durationSeconds: 0,
      publishedLessons: 3,
      publishedSeconds: 0,
      completedLessons: 1,
      continueLessonId: c,
    });
    const [module] = await outline.read(id, { personId: student, publishedOnly: true });
    expect(module?.lessons.map(({ progress: own }) => own?.isCompleted)).toEqual([true, undefined, false]);
    expect(await enrolments.enrol([id, newId()], [student, 'z'])).toHaveLength(2);
    expect(await enrolments.enrol([id], [student])).toEqual([]);
    expect(await courses.teachingFigures([id, newId()])).toEqual(new Map([[id, { students: 2, videosByState: {} }]]));
    const first = await enrolments.list(id, { limit: 1 });
    const second = await enrolments.list(id, { limit: 1, cursor: first.nextCursor ?? '' });
    expect(second.nextCursor).toBeUndefined();
    const people = [...first.people, ...second.people];
    expect(people.find(({ personId }) => personId === student)).toMatchObject({
      completedLessons: 1,
      lastActiveAt: record().reportedAt,
    });
    expect(people.find(({ personId }) => personId === 'z')).not.toHaveProperty('lastActiveAt');
    expect(
      (await progress.lessonWatches(id)).map(({ begun, meanCoveragePercent }) => [begun, meanCoveragePercent]),
    ).toEqual([
      [1, 12.5],
      [0, 0],
      [1, 12.5],
    ]);
    expect(await progress.watchers(b, id)).toHaveLength(2);
  });

  it('keep order in one transaction, and duplicate what there is', async () => {
    const { courses, outline, lessons } = stores();
    const { id, moduleId, lessonIds } = await course(newId(), ['a', 'b']);
    const [a = '', b = ''] = lessonIds;
    const { version = 0 } = (await courses.find(id)) ?? {};
    const order = [{ id: moduleId, lessonIds: [b, a] }];
    const tries = await Promise.all([1, 2, 3].map(() => outline.reorder(id, version, order)));
    expect(tries.filter(Boolean)).toHaveLength(1);
    expect(await lessons.neighbours(b, id, true)).toEqual({ nextLessonId: a });
    const copy = { id: newId(), title: 'Copy', instructorIds: ['x', 'x', 'y'] };
    expect(await courses.duplicate(id, copy)).toBe(true);
    expect(await courses.duplicate(newId(), { ...copy, id: newId() })).toBe(false);
    expect(await courses.find(copy.id)).toMatchObject({ instructorIds: ['x', 'y'], isPublished: false });
    expect((await outline.read(copy.id, { publishedOnly: false }))[0]?.lessons.map(({ title }) => title)).toEqual([
      'b',
      'a',
    ]);
  });

  it('find words of any script by their beginnings, whatever the locale of the server', async () => {
    const { courses, search } = stores();
    const teacher = newId();
    await course(teacher, ['ÄPFEL und Größen', '量子力学', 'C++ x86-64 foo.bar@example.org']);
    const viewer = { id: teacher, seesEverything: false, isTeaching: true };
    const found = async (query: string) =>
      (await search.lessons(viewer, queryWords(query), 9)).map(({ title }) => title.slice(0, 4));
    expect(await found('äpf GRÖSS')).toEqual([]);
    expect(await found('äpf größ')).toEqual(['ÄPFE']);
    expect(await found('量子')).toEqual(['量子力学']);
    expect(await found('bar 64 exam')).toEqual(['C++ ']);
    const list = async (words: string[]) =>
      (await courses.list({ viewer, scope: 'teaching', words, limit: 5 })).courses;
    expect(await list(['über', 'bäu'])).toHaveLength(1);
    expect(await list(['ume'])).toEqual([]);
  });

  it('let a playable video take the place of another, and say who may watch what', async () => {
    const { courses, lessons, enrolments } = stores();
    const [teacher, student, old, fresh] = [newId(), newId(), newId(), newId()];
    const { id, lessonIds } = await course(teacher, ['a']);
    const [a = ''] = lessonIds;
    await lessons.attachVideo(a, old);
    await lessons.attachVideo(a, fresh);
    await enrolments.enrol([id], [student]);
    const places = await courses.placesOf([old, fresh, newId()], student);
    expect(places.get(old)).toEqual([
      {
        instructorIds: [teacher],
        isPublished: true,
        isDeleted: false,
        isEnrolled: true,
        enrolment: 'list',
        isLessonPublished: true,
      },
    ]);
    expect(places.get(fresh)?.[0]?.isLessonPublished).toBe(false);
    expect(places.size).toBe(2);
    expect((await courses.videosTaughtBy(teacher)).toSorted()).toEqual([old, fresh].toSorted());
    const glance = { id: fresh, isPlayable: true, durationSeconds: 61.5, hasPoster: false };
    expect(await lessons.noteVideo(fresh, { ...glance, isPlayable: false })).toEqual({
      courseIds: [],
      replacedVideoIds: [],
    });
    expect(await lessons.noteVideo(fresh, glance)).toEqual({ courseIds: [id], replacedVideoIds: [old] });
    expect(await lessons.unusedVideos([old, fresh])).toEqual([old]);
    expect((await lessons.find(a))?.lesson).toMatchObject({ videoId: fresh, videoDurationSeconds: 61.5 });
    expect(await lessons.videosToNote(false)).not.toContain(fresh);
    expect(await lessons.videosToNote(true)).toContain(fresh);
    await lessons.noteVideo(fresh, undefined);
    expect((await lessons.find(a))?.lesson).not.toHaveProperty('videoId');
  });

  it('say to each of many who ask at once who may watch what', async () => {
    const { courses, lessons, enrolments } = stores();
    const [teacher, watched, another] = [newId(), newId(), newId()];
    const first = await course(teacher, ['a']);
    const second = await course(teacher, ['b']);
    await lessons.attachVideo(first.lessonIds[0] ?? '', watched);
    await lessons.attachVideo(second.lessonIds[0] ?? '', another);
    const students = Array.from({ length: 600 }, () => newId());
    await enrolments.enrol(
      [first.id],
      students.filter((_, index) => index % 2 === 0),
    );
    const asked = students.map(async (student, index) => {
      const videoIds = index % 3 === 0 ? [watched, another] : [watched];
      return await courses.placesOf(videoIds, student);
    });
    const nobody = await courses.placesOf([watched]);
    const answers = await Promise.all(asked);
    for (const [index, places] of answers.entries()) {
      expect(places.get(watched)?.map(({ isEnrolled }) => isEnrolled)).toEqual([index % 2 === 0]);
      expect(places.get(another)?.map(({ isEnrolled }) => isEnrolled)).toEqual(index % 3 === 0 ? [false] : undefined);
    }
    expect(nobody.get(watched)?.map(({ isEnrolled }) => isEnrolled)).toEqual([false]);
  });

  it('claim what lay in the bin, with what hangs on it and nothing else uses', async () => {
    const { bin, courses, lessons, lessonFiles } = stores();
    const teacher = newId();
    const { id, lessonIds } = await course(teacher, ['a', 'b']);
    const [a = '', b = ''] = lessonIds;
    const videoId = newId();
    for (const lessonId of [a, b]) {
      await lessons.attachVideo(lessonId, videoId);
      await lessonFiles.addAttachment({ id: newId(), lessonId, fileId: 'shared', fileName: 'x', sizeBytes: 2 ** 40 });
    }
    await bin.put('lesson', a, new Date(1_000));
    const viewer = { id: teacher, seesEverything: false, isTeaching: true };
    expect(await bin.list(viewer)).toMatchObject([{ kind: 'lesson', id: a, deletedAt: new Date(1_000) }]);
    await bin.claimOlderThan(new Date(2_000));
    expect(await bin.restore('lesson', a)).toBe(false);
    expect(await bin.leftovers()).toEqual({ videoIds: [], fileIds: [], posterFiles: [] });
    expect(await bin.removeClaimed()).toBe(1);
    await bin.put('course', id, new Date(1_000));
    await bin.claimOlderThan(new Date(2_000));
    expect(await bin.leftovers()).toEqual({ videoIds: [videoId], fileIds: ['shared'], posterFiles: [] });
    expect(await bin.removeClaimed()).toBeGreaterThanOrEqual(3);
    expect(await courses.find(id)).toBeUndefined();
    expect(await courses.reachMilestone('once')).toBe(true);
    expect(await courses.reachMilestone('once')).toBe(false);
  });
});
