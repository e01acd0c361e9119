/** The first and the longest pause between two questions, and what has to be left of the time for another, in seconds. */
const FIRST = 2;
const LONGEST = 10;
const LEAST_LEFT = 1;

/**
 * Asks, at once and then in growing pauses, until what goes on at the server's side is over or the query's time would end; at
 * least once. Gives the last answer.
 */
export async function polled<T>(
  ask: () => Promise<T>,
  isOver: (answer: T) => boolean,
  secondsLeft: () => number
): Promise<T> {
  for (let wait = FIRST; ; wait = Math.min(wait * 1.5, LONGEST)) {
    const answer = await ask();
    if (isOver(answer) || secondsLeft() < wait + LEAST_LEFT) return answer;
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  }
}
