/**
 * What every worker of the page starts with: by its name it becomes the engine or a lane. They are one program, so that
 * the page loads what both need once.
 *
 * Law: messages are received in their order, those that come while the part is loading included.
 */
const part: Promise<{ receive: (message: MessageEvent) => void }> =
  self.name === 'lane' ? import('./lane/lane.js') : import('./engine/engine.js');

addEventListener('message', (message) => {
  void part.then(({ receive }) => {
    receive(message);
  });
});
