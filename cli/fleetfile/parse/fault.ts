/** Both count from 1. */
export interface Position {
  line: number;
  column: number;
}

/** One error in a fleet file. Quotes no value of it. */
export interface Fault extends Position {
  message: string;
  remedy?: string;
}
