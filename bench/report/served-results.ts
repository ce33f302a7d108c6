import type { EncodersResult } from '../parts/encoder-efficiency.ts';
import type { JobCpuResult } from '../parts/job-cpu.ts';
import type { LessonPageResult } from '../parts/lesson-page.ts';
import type { RecipeResult } from '../parts/other-recipes.ts';
import type { PlayResult } from '../parts/play-while-encoding.ts';
import type { StudentsResult } from '../parts/polling-students.ts';
import type { SeekResult } from '../parts/seek-latency.ts';
import type { PlayableResult } from '../parts/time-to-playable.ts';

/** What was measured of a running server; each part stands alone. */
export interface ServedResults {
  readonly playable?: readonly PlayableResult[];
  readonly seek?: readonly SeekResult[];
  readonly play?: PlayResult;
  readonly lesson?: LessonPageResult;
  readonly students?: StudentsResult;
  readonly cpu?: JobCpuResult;
  readonly encoders?: EncodersResult;
  readonly recipes?: readonly RecipeResult[];
}
