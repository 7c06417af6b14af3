// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_DIAGRAM_H
#define DMN_DIAGRAM_H
// Where the elements of a model stand when it is drawn as a requirements diagram.
//
// Layered: what requires nothing at the bottom, every other element above all it requires, each
// layer ordered so that few lines cross. Shapes never overlap; a line runs straight from the border
// of the required shape to the border of the one that requires it. The same model always gives the
// same drawing.

#include "dmn/model.h"

typedef struct DmnPoint {
    int x, y;
} DmnPoint;

typedef struct DmnShape { // upper left corner and size; y grows downwards
    int x, y, width, height;
} DmnShape;

typedef struct DmnEdge {
    size_t from; // the element required
    size_t to;   // the element that requires it
    DmnPoint start, end;
} DmnEdge;

typedef struct DmnDiagram {
    const DmnShape *shapes; // by element of the model
    const DmnEdge *edges;
    size_t edge_count;
    int width, height;
} DmnDiagram;

// Wide enough for the name: East Asian characters count twice.
DmnDiagram dmn_diagram_new_in(Arena *arena, const DmnModel *model);

#endif
