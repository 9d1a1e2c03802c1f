/** The other end of `startWorker`: answers each question that the parent sends, until it is stopped. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  process.on('message', ({ id, question }: { id: number; question: Question }) => {
    answer(question).then(
      (given) => process.send?.({ id, answer: given }),
      (error: unknown) =>
        process.send?.({ id, error: (error instanceof Error ? error.stack : undefined) ?? String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
}
