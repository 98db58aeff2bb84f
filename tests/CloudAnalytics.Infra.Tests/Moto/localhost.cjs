// Loaded into the CDK's process (node --require): every name below "localhost" is this machine, as RFC 6761 says and not every resolver
// does. S3 addresses buckets as names in front of the host.
const dns = require('dns');
const lookup = dns.lookup;
dns.lookup = function (name, options, callback) {
  const mapped = typeof name === 'string' && name.endsWith('.localhost') ? '127.0.0.1' : name;
  return lookup.call(this, mapped, options, callback);
};
