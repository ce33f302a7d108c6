const key = (videoId: string): string => `lectern-upload-lesson:${videoId}`;

/** Notes in the browser which lesson an unfinished upload is for, so that it can go on from the list of videos too. */
export function rememberLesson(videoId: string, lessonId: string, isSent: boolean): void {
  try {
    if (isSent) localStorage.removeItem(key(videoId));
    else if (localStorage.getItem(key(videoId)) === null) localStorage.setItem(key(videoId), lessonId);
  } catch {
    // No storage: the upload then goes on from its lesson's page only.
  }
}

/** The lesson an interrupted upload of this browser was for. */
export function lessonOfUpload(videoId: string): string | undefined {
  try {
    return localStorage.getItem(key(videoId)) ?? undefined;
  } catch {
    return undefined;
  }
}
