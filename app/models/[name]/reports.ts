import type { ReactNode } from 'react';
import type { Card } from '../../../models/artifact/card';
import type { TaskName } from '../../../models/tasks';
import { ClassificationReport } from './classification-report';
import { EvaluationReport } from './evaluation-report';
import { PoseReport } from './pose-report';
import { SegmentationReport } from './segmentation-report';
import { StyleReport } from './style-report';

/** What was measured of a model, as its task has it. */
export const REPORTS: { readonly [T in TaskName]: (props: { readonly card: Card }) => Promise<ReactNode> } = { detection: EvaluationReport, instances: EvaluationReport, segmentation: SegmentationReport, classification: ClassificationReport, pose: PoseReport, style: StyleReport };
