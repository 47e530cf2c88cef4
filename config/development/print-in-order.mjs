/** Prints what several say at the same time one after the other: the first that has not ended at once, the others when their turn comes. */
export function printInOrder(count) {
  const said = Array.from({ length: count }, () => []);
  const hasEnded = new Set();
  let turn = 0;
  const printTurn = () => {
    for (const chunk of said[turn]?.splice(0) ?? []) process.stdout.write(chunk);
  };
  return {
    say: (index, chunk) => {
      said[index].push(chunk);
      if (index === turn) printTurn();
    },
    end: (index) => {
      hasEnded.add(index);
      for (; hasEnded.has(turn); turn++, printTurn()) printTurn();
    },
  };
}
