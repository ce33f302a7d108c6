/** One slide: a heading and some lines below it. */
export interface DemoSlide {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly seconds: number;
}

/** A lesson of the demo course. */
export interface DemoLesson {
  readonly title: string;
  readonly text: string;
  readonly slides: readonly DemoSlide[];
  /** A moving test picture instead of a plain ground. */
  readonly isMoving: boolean;
}

/** What the demo course says of itself. */
export const DEMO_COURSE = {
  title: 'Getting to know Lectern',
  summary: 'Three short lessons to try everything with. Delete this course when you have seen enough.',
  description:
    'This course was made when Lectern started for the first time. Its videos were drawn by this server and went through the same encoding as everything you upload.\n\nMake a course of your own in the studio, drop your lectures onto it, and delete this one.',
  moduleTitle: 'First steps',
} as const;

/** The lessons, in order. Signs that a filter of FFmpeg could mistake for its own are left out of slides. */
export const DEMO_LESSONS: readonly DemoLesson[] = [
  {
    title: 'Watching a lesson',
    isMoving: false,
    text: 'Playback starts as soon as the first seconds are encoded. **Your position is kept** - open this lesson on another device and go on there.\n\n- `Space` plays and pauses\n- `J` and `L` jump ten seconds\n- the gear chooses quality and speed',
    slides: [
      { heading: 'Welcome to Lectern', lines: ['Courses, lessons and video', 'on a server of your own'], seconds: 8 },
      { heading: 'Your place is kept', lines: ['Stop here', 'and go on with any other device'], seconds: 8 },
      {
        heading: 'Completed is what you watched',
        lines: ['Dragging the slider to the end', 'does not count'],
        seconds: 8,
      },
    ],
  },
  {
    title: 'Seeking anywhere',
    isMoving: true,
    text: 'Drag the slider: every second of a video can be reached at once, even while it is still being encoded. What is not there yet is encoded next.',
    slides: [
      {
        heading: 'Seek anywhere',
        lines: ['The clock in the corner shows where you are', 'What is not there yet is encoded next'],
        seconds: 20,
      },
    ],
  },
  {
    title: 'Slides, captions and chapters',
    isMoving: false,
    text: '## More than a video\n\nA lesson can have *text*, files to download, captions and chapters - or text alone. Instructors add them in the studio.\n\n1. Open the studio\n2. Make a course\n3. Drop a lecture onto it',
    slides: [
      { heading: 'Captions', lines: ['Switch them on with C', 'WebVTT and SRT can be added'], seconds: 8 },
      { heading: 'Chapters', lines: ['Jump to a part', 'from the list below the picture'], seconds: 8 },
      { heading: 'Your turn', lines: ['Make a course', 'and drop a lecture onto it'], seconds: 8 },
    ],
  },
];
