// Runs cdk-nag's AwsSolutions over templates and prints its findings, suppressed ones too, as JSON, one object per line:
// node check.cjs INFRA-FOLDER OUTPUT-FOLDER TEMPLATE...
const fs = require('fs');
const path = require('path');
const [, , infra, outdir, ...templates] = process.argv;
const load = require('module').createRequire(path.join(path.resolve(infra), 'package.json'));
const { App, Aspects, DefaultStackSynthesizer, Stack } = load('aws-cdk-lib');
const { CfnInclude } = load('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks, NagReportFormat } = load('cdk-nag');

const app = new App({ outdir, analyticsReporting: false });
templates.forEach((template, i) => {
  const name = `T${i}`;
  const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
  const content = JSON.parse(fs.readFileSync(template, 'utf8'));
  // Ours has the rule of its own, which the copy must not declare twice.
  delete content.Rules;
  delete content.Parameters.BootstrapVersion;
  const copy = path.join(outdir, `${name}.copy.json`);
  fs.mkdirSync(outdir, { recursive: true });
  fs.writeFileSync(copy, JSON.stringify(content));
  new CfnInclude(new Stack(app, name, { synthesizer }), 'T', { templateFile: copy });
});
Aspects.of(app).add(new AwsSolutionsChecks({ reports: true, reportFormats: [NagReportFormat.JSON] }));
app.synth();
templates.forEach((template, i) => {
  const report = JSON.parse(fs.readFileSync(path.join(outdir, `AwsSolutions-T${i}-NagReport.json`), 'utf8'));
  for (const line of report.lines) {
    if (line.compliance !== 'Compliant') {
      console.log(JSON.stringify({ template, rule: line.ruleId, resource: line.resourceId, compliance: line.compliance,
        reason: line.exceptionReason, info: line.ruleInfo }));
    }
  }
});
