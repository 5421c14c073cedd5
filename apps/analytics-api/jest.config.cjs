module.exports = {
  displayName: 'analytics-api',
  preset: '../../jest.preset.js',
  coverageDirectory: '../../coverage/apps/analytics-api',
};
