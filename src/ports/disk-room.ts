/** Free bytes of the disk that holds uploads and videos. */
export type DiskRoom = () => Promise<number>;
