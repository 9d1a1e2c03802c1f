import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process that answers questions; whether it takes several at a time depends on its program. */
export interface Worker<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

interface Reply<Answer> {
  id: number;
  answer?: Answer;
  error?: string;
}

/** Starts a program that calls `answerQuestions`. Its output goes to the given file descriptor for stderr. */
export function startWorker<Question, Answer>(
  program: string,
  options: { env?: Record<string, string>; args?: string[] } = {},
): Worker<Question, Answer> {
  const child: ChildProcess = fork(program, options.args ?? [], {
    env: { ...process.env, ...options.env },
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${program} ended with ${code ?? signal} before it answered`);
  });
  ended.catch(() => {});

  const waiting = new Map<number, (reply: Reply<Answer>) => void>();
  child.on('message', (reply: Reply<Answer>) => {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  let asked = 0;
  return {
    async ask(question) {
      const id = asked++;
      const answered = new Promise<Reply<Answer>>((resolve) => waiting.set(id, resolve));
      child.send({ id, question });
      const reply = await Promise.race([answered, ended]);
      if (reply.error !== undefined) throw new Error(`${program}: ${reply.error}`);
      return reply.answer as Answer;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended.catch(() => {});
    },
  };
}
