/** Thrown within the thread to leave a read as soon as CONTROL.CANCEL is seen; it never leaves the thread. */
export class Canceled extends Error {}
