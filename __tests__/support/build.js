// Some tests run the built bundle; it is made anew before every run so that they never meet an old one.
const { execFileSync } = require('node:child_process');

module.exports = () => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
};
