import ts from 'typescript';
import { TASK_NAMES } from '../models/tasks';

const NAMES: ReadonlySet<string> = new Set(TASK_NAMES);
const COMPARISONS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken, ts.SyntaxKind.EqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsToken,
]);

/**
 * The places in a file that ask for a task by its name: `card.task === 'detection'`, `case 'detection':` of a task,
 * `['detection'].includes(task)`; by whatever name a task or the literal was taken before. A table that has every task's name for
 * a key is no such place.
 * @returns the source text of each
 */
export function taskBranches(fileName: string, text: string): string[] {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true, fileName.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const tasks = new Set(['task']);
  const literals = new Set<string>();
  visit(file, (node) => {
    // `{ task: own }`, of a parameter or a variable.
    if (ts.isBindingElement(node) && node.propertyName && ts.isIdentifier(node.name) && node.propertyName.getText(file) === 'task') tasks.add(node.name.text);
    if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || !node.initializer) return;
    const value = bare(node.initializer);
    if (isLiteral(value)) literals.add(node.name.text);
    else if (isTask(value)) tasks.add(node.name.text);
  });

  function isTask(expression: ts.Expression): boolean {
    const inner = bare(expression);
    if (ts.isIdentifier(inner)) return tasks.has(inner.text) || inner.text.endsWith('Task');
    if (ts.isPropertyAccessExpression(inner)) return inner.name.text === 'task';
    return ts.isElementAccessExpression(inner) && ts.isStringLiteralLike(inner.argumentExpression) && inner.argumentExpression.text === 'task';
  }
  const isName = (expression: ts.Expression): boolean => {
    const inner = bare(expression);
    return isLiteral(inner) || (ts.isIdentifier(inner) && literals.has(inner.text));
  };
  /** A list of texts, or a set of one. */
  const hasName = (expression: ts.Expression): boolean => {
    const inner = bare(expression);
    if (ts.isNewExpression(inner)) return (inner.arguments ?? []).some(hasName);
    return ts.isArrayLiteralExpression(inner) && inner.elements.some(isName);
  };

  const found: string[] = [];
  visit(file, (node) => {
    if (ts.isBinaryExpression(node) && COMPARISONS.has(node.operatorToken.kind)) {
      if ((isTask(node.left) && isName(node.right)) || (isName(node.left) && isTask(node.right))) found.push(node.getText(file));
    } else if (ts.isSwitchStatement(node) && isTask(node.expression)) {
      for (const clause of node.caseBlock.clauses) if (ts.isCaseClause(clause) && isName(clause.expression)) found.push(`case ${clause.expression.getText(file)}`);
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.arguments.some(isTask) && hasName(node.expression.expression)) {
      found.push(node.getText(file));
    }
  });
  return found;
}

const isLiteral = (expression: ts.Expression): boolean => ts.isStringLiteralLike(expression) && NAMES.has(expression.text);

/** Without parentheses and what only the compiler reads. */
function bare(expression: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression) || ts.isNonNullExpression(expression) || ts.isSatisfiesExpression(expression) ? bare(expression.expression) : expression;
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}
