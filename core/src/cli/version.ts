export { TAPLINE_VERSION as CLI_VERSION } from '../web/api/version.js';
