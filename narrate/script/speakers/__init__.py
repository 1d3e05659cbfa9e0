"""Speakers: who says each quotation, with the evidence in words and a calibrated confidence.

    paragraphs ──► turns ──► signs ──► ranker ◄──► conversation
                                         └──► evidence

A book is read once (``turns``); what stands around each turn speaks for and against everybody who could say
it (``signs``); learned weights make shares of that (``ranker``), several times, since who speaks the turns
around is a sign as well (``conversation``). The likeliest speaks, and the share is the confidence.
"""
