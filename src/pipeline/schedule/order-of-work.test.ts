import { describe, expect, it } from 'vitest';

import { SimulatedMachine, type SimulatedVideo } from '../../../test/support/schedule/simulated-machine.ts';

const MINUTE = 60;
const HOUR = 3600;

/** What people feel of the order of work: real plans, runs and priorities on a simulated machine of two cores. */

/** Seconds a clip of two minutes takes from its last byte to its last cell on an idle machine. */
function aloneFor(seconds: number): number {
  const machine = new SimulatedMachine();
  const video = machine.upload('alone', 0, seconds);
  machine.run(seconds * 2);
  return video.fullAfter;
}

/** The longest wait of somebody who starts at the beginning as soon as the video is playable, in the lowest rendition. */
function longestStall(video: SimulatedVideo, untilSecond: number): number {
  let late = 0;
  let place = 0;
  for (let segmentIndex = 0; place < untilSecond; segmentIndex++) {
    const readyAfter = video.waitFor(['360p', 'audio'].map((renditionId) => ({ renditionId, segmentIndex })));
    late = Math.max(late, readyAfter - video.playableAfter - place);
    place += segmentIndex < 3 ? 2 : 4;
  }
  return late;
}

describe('a new video', () => {
  it('is playable at once, and plays on, whatever its length and whatever the machine has to do', () => {
    const machine = new SimulatedMachine();
    for (let i = 0; i < 20; i++) machine.upload(`backlog ${i}`, i * 10, 2 * HOUR);
    const lengths = [1, 5, 30, 120];
    const fresh = lengths.map((minutes, i) => machine.upload(`new ${i}`, HOUR + i * MINUTE, minutes * MINUTE));
    machine.run(HOUR + 10 * MINUTE);
    for (const video of fresh) {
      expect(video.playableAfter).toBeLessThan(2);
      // One chunk of somebody else may have to end; then the first half minute comes.
      expect(longestStall(video, 28)).toBeLessThan(8);
    }
    expect(new Set(fresh.map((video) => video.playableAfter.toFixed(3))).size).toBe(1);
  });

  it('is playable within two minutes when a hundred come at once, and the first half minute of all comes before more of any', () => {
    const machine = new SimulatedMachine();
    const videos = Array.from({ length: 100 }, (_, i) => machine.upload(`video ${i}`, 0, 30 * MINUTE));
    machine.run(HOUR);
    expect(Math.max(...videos.map((video) => video.playableAfter))).toBeLessThan(2 * MINUTE);
    const heads = videos.map((video) =>
      Math.max(
        ...[0, 1, 2, 3, 4, 5, 6, 7].map((segmentIndex) => video.waitFor([{ renditionId: '360p', segmentIndex }])),
      ),
    );
    expect(Math.max(...heads)).toBeLessThan(8 * MINUTE);
    // All but the first, which was alone when it came.
    const full = videos.slice(1).map((video) => video.waitFor([{ renditionId: '1080p', segmentIndex: 8 }]));
    expect(Math.min(...full)).toBeGreaterThan(Math.max(...heads) - MINUTE);
  });

  it('gets its first half minute in the lowest rendition first, when it is not alone', () => {
    const machine = new SimulatedMachine();
    machine.upload('before', 0, HOUR);
    const video = machine.upload('new', 5 * MINUTE, HOUR);
    machine.run(10 * MINUTE);
    const low = video.waitFor([{ renditionId: '360p', segmentIndex: 7 }]);
    const high = video.waitFor([{ renditionId: '1080p', segmentIndex: 7 }]);
    expect(low).toBeLessThan(20);
    expect(low).toBeLessThan(high);
  });
});

describe('a clip of two minutes', () => {
  it('does not wait behind a lecture of two hours, nor behind ten', () => {
    for (const lectures of [1, 10]) {
      const machine = new SimulatedMachine();
      for (let i = 0; i < lectures; i++) machine.upload(`lecture ${i}`, 0, 2 * HOUR);
      const clip = machine.upload('clip', HOUR, 2 * MINUTE);
      machine.run(2 * HOUR);
      // The chunks in work end, and the oldest gets its help.
      expect(clip.fullAfter).toBeLessThan(2 * aloneFor(2 * MINUTE));
    }
  });

  it('waits for the clips before it, not for all to end together', () => {
    const machine = new SimulatedMachine();
    const clips = Array.from({ length: 10 }, (_, i) => machine.upload(`clip ${i}`, i, 2 * MINUTE));
    machine.run(HOUR);
    const alone = aloneFor(2 * MINUTE);
    clips.forEach((clip, i) => expect(clip.fullAfter).toBeLessThan((i + 2.5) * alone));
  });
});

describe('a lecture of two hours', () => {
  it('goes on at full speed when it is alone', () => {
    expect(aloneFor(2 * HOUR)).toBeLessThan(HOUR);
  });

  it.each([
    ['nearly fill', 60, 7],
    ['more than fill', 40, 8],
  ])('ends although clips that %s the machine come without end, and they stay playable at once', (_, every, hours) => {
    const machine = new SimulatedMachine();
    const lecture = machine.upload('lecture', 0, 2 * HOUR);
    const clips = Array.from({ length: (hours * HOUR) / every }, (__, i) =>
      machine.upload(`clip ${i}`, 30 + i * every, 2 * MINUTE),
    );
    machine.run(hours * HOUR);
    expect(lecture.fullAfter).toBeLessThan(hours * HOUR);
    const seen = clips.filter((clip) => clip.arrivesAt < hours * HOUR - MINUTE);
    expect(Math.max(...seen.map((clip) => clip.playableAfter))).toBeLessThan(3);
  });

  it('is followed by the next one that waits, and clips that nearly fill the machine end within minutes all the same', () => {
    const machine = new SimulatedMachine();
    const lectures = [0, 1].map((i) => machine.upload(`lecture ${i}`, i, HOUR));
    const clips = Array.from({ length: (8 * HOUR) / 65 }, (_, i) =>
      machine.upload(`clip ${i}`, 30 + i * 65, 2 * MINUTE),
    );
    machine.run(8 * HOUR);
    for (const lecture of lectures) expect(lecture.fullAfter).toBeLessThan(8 * HOUR);
    const ended = clips.filter((clip) => clip.arrivesAt < 7 * HOUR).map((clip) => clip.fullAfter);
    expect(ended.toSorted((a, b) => a - b)[Math.floor(ended.length / 2)]).toBeLessThan(20 * MINUTE);
  });
});

describe('a viewer who waits', () => {
  const cell = { renditionId: '360p', segmentIndex: 900 };

  it('is served before everything else', () => {
    const machine = new SimulatedMachine();
    const videos = Array.from({ length: 20 }, (_, i) => machine.upload(`video ${i}`, 0, 2 * HOUR));
    machine.at(10 * MINUTE, () => machine.want(videos[7]!, cell));
    machine.run(11 * MINUTE);
    expect(videos[7]!.waitFor([cell]) - 10 * MINUTE).toBeLessThan(2);
  });

  it('is served in turn of asking, and one who has left after those who stay', () => {
    const machine = new SimulatedMachine();
    const video = machine.upload('video', 0, 2 * HOUR);
    const places = Array.from({ length: 30 }, (_, i) => ({ renditionId: '360p', segmentIndex: 700 + i * 10 }));
    machine.at(MINUTE, () => {
      for (const place of places) machine.want(video, place);
      machine.leave(video, places[10]!);
    });
    machine.run(5 * MINUTE);
    const served = places.map((place) => video.waitFor([place]));
    const stayed = served.filter((_, i) => i !== 10);
    expect(stayed).toEqual(stayed.toSorted((a, b) => a - b));
    expect(served[10]).toBe(Math.max(...served));
    expect(Math.max(...stayed) - MINUTE).toBeLessThan(40);
  });
});
