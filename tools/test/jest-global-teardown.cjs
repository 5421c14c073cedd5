module.exports = async () => {
  await globalThis.__PLUMBLINE_POSTGRES__?.stop();
};
