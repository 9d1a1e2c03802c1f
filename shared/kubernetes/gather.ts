import type { IncomingMessage } from 'node:http';
import { costOfRefusal, type EndTurn, type LargeAnswers, smallAnswer, smallRefusal } from './largeAnswers.ts';

/** The largest acceptable answer, in bytes of its body. */
export interface AnswerBounds {
  /** For a success; a larger one is refused. */
  success: number;
  /** For any other answer, whose status says enough. The rest is not read, and the connection is closed. */
  failure: number;
}

/** A body may come in this many pieces of any size; further ones must have this many bytes on average. */
const freePieces = 1_000;
const leastPiece = 256;

export interface Gathering {
  bounds: AnswerBounds;
  large: LargeAnswers | undefined;
  /** Called with the whole body, or with '' if it was not read. */
  done: (body: string, isCut: boolean) => void;
  /** Called with what there was too much of: "4194304 bytes". */
  tooMuch: (what: string) => void;
  lost: (error: Error) => void;
}

/** Collects a body. Uses events: an async iterator over the chunks takes as long as the rest of the exchange. */
export function gather(response: IncomingMessage, { bounds, large, ...on }: Gathering): void {
  const { statusCode = 0 } = response;
  const isSuccess = statusCode >= 200 && statusCode < 300;
  const most = isSuccess ? bounds.success : bounds.failure;
  const small = isSuccess ? smallAnswer : smallRefusal;
  const pieces: Buffer[] = [];
  let size = 0;
  let hasEnded = false;
  let isComplete = false;
  let waiting: Promise<void> | undefined;
  let endTurn: EndTurn | undefined;

  const end = (): boolean => {
    if (hasEnded) return false;
    hasEnded = true;
    endTurn?.(isSuccess ? size : costOfRefusal(size));
    return true;
  };
  const waitForTurn = async (answers: LargeAnswers) => {
    response.pause();
    endTurn = await answers.turn();
    if (hasEnded) endTurn(0);
    else response.resume();
  };
  response.on('data', (piece: Buffer) => {
    if (hasEnded) return;
    size += piece.length;
    pieces.push(pieces.length === 0 ? piece : compact(piece));
    if (size > most) {
      end();
      if (isSuccess) on.tooMuch(`${most} bytes`);
      else on.done('', true);
    } else if (pieces.length > freePieces + size / leastPiece) {
      end();
      on.tooMuch(`${pieces.length - 1} pieces in ${size} bytes`);
    } else if (size > small && large !== undefined) waiting ??= waitForTurn(large);
  });
  response.on('end', async () => {
    isComplete = true;
    // Of an answer that came in one piece, the end comes in spite of the pause.
    if (waiting !== undefined) await waiting;
    if (end()) on.done((pieces.length === 1 ? pieces[0] : Buffer.concat(pieces))?.toString() ?? '', false);
  });
  response.on('error', (error) => {
    if (end()) on.lost(error);
  });
  response.on('close', () => {
    if (!isComplete && end())
      on.lost(Object.assign(new Error('the answer ended before its end'), { code: 'ECONNRESET' }));
  });
}

/** A piece is a view of everything read from the socket at once: keeping one byte of it would keep 16 KiB. */
function compact(piece: Buffer): Buffer {
  return piece.buffer.byteLength > 2 * piece.length ? Buffer.from(piece) : piece;
}
