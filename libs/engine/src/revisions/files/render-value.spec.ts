import { renderValue } from './render-value';

describe('renderValue', () => {
  const room = { indent: 0, before: 0, after: 0 };

  it.each([[[]], [{}]])('keeps an empty %j on one line, even where there is no room for it', (empty) => {
    const key = 'x'.repeat(120);
    const text = renderValue({ [key]: empty }, room);
    expect(text).toBe(`{\n  ${key}: ${JSON.stringify(empty)},\n}`);
  });
});
