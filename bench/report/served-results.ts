import type { FleetResult } from '../grown/grown-fleet.ts';
import type { UploadResult } from '../grown/large-upload.ts';
import type { ViewersResult } from '../grown/many-viewers.ts';
import type { ServeResult } from '../grown/serve-segments.ts';
import type { EncodersResult } from '../parts/encoder-efficiency.ts';
import type { JobCpuResult } from '../parts/job-cpu.ts';
import type { LessonPageResult } from '../parts/lesson-page.ts';
import type { RecipeResult } from '../parts/other-recipes.ts';
import type { PlayResult } from '../parts/play-while-encoding.ts';
import type { StudentsResult } from '../parts/polling-students.ts';
import type { SeekResult } from '../parts/seek-latency.ts';
import type { PlayableResult } from '../parts/time-to-playable.ts';

/** What was measured of a running server; each part stands alone. */
export interface ServedResults extends GrownResults {
  readonly playable?: readonly PlayableResult[];
  readonly seek?: readonly SeekResult[];
  readonly play?: PlayResult;
  readonly lesson?: LessonPageResult;
  readonly students?: StudentsResult;
  readonly cpu?: JobCpuResult;
  readonly encoders?: EncodersResult;
  readonly recipes?: readonly RecipeResult[];
}

/** What was measured of an installation that has grown; each part stands alone. */
export interface GrownResults {
  readonly fleet?: FleetResult;
  readonly serve?: ServeResult;
  readonly viewers?: ViewersResult;
  readonly upload?: UploadResult;
}
